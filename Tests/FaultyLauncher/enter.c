#include "faults.h"

#include "../../Sources/klear-launcher/enter.c"
