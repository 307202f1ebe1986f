#include "faults.h"

#include "../../Sources/klear-launcher/cgroups.c"
