// Winograd convolutions with filters up to 2×2.
#define TAPS 2
#define NAME(FUNCTION) winograd2##FUNCTION
#include "winogradTemplate.h"
