#include "faults.h"

#include "../../Sources/klear-launcher/namespaces.c"
