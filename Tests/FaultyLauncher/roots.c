#include "faults.h"

#include "../../Sources/klear-launcher/roots.c"
