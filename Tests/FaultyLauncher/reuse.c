#include "faults.h"

#include "../../Sources/klear-launcher/reuse.c"
