#include "faults.h"

#include "../../Sources/klear-launcher/main.c"
