#include "faults.h"

#include "../../Sources/klear-launcher/init.c"
