// Winograd convolutions with filters up to 3×3.
#define TAPS 3
#define NAME(FUNCTION) winograd3##FUNCTION
#include "winogradTemplate.h"
