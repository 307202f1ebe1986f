#include "faults.h"

#include "../../Sources/klear-launcher/place.c"
