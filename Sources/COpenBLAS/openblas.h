// The part of OpenBLAS that the trainer calls; declared here since its own header drags in complex types Swift cannot read.
#include <cblas.h>
