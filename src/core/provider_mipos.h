/*
 * provider_mipos.h
 *	  What the two files of the mipOS provider share: its rules.
 */
#ifndef OH_PROVIDER_MIPOS_H
#define OH_PROVIDER_MIPOS_H

#include "provider.h"

extern const OhRule oh_mipos_rules[];

#endif
