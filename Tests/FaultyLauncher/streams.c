#include "faults.h"

#include "../../Sources/klear-launcher/streams.c"
