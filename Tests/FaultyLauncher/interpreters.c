#include "faults.h"

#include "../../Sources/klear-launcher/interpreters.c"
