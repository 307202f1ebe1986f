#include "faults.h"

#include "../../Sources/klear-launcher/program.c"
