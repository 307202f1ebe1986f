#include "faults.h"

#include "../../Sources/klear-launcher/files.c"
