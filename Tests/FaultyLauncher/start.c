#include "faults.h"

#include "../../Sources/klear-launcher/start.c"
