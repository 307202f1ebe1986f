#include "faults.h"

#include "../../Sources/klear-launcher/wire.c"
