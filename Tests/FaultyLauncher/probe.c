#include "faults.h"

#include "../../Sources/klear-launcher/probe.c"
