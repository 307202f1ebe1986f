#include "faults.h"

#include "../../Sources/klear-launcher/tree.c"
