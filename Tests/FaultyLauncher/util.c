#include "faults.h"

#include "../../Sources/klear-launcher/util.c"
