#include "faults.h"

#include "../../Sources/klear-launcher/aside.c"
