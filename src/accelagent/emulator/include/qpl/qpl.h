/* The C job interface of Intel Query Processing Library 1.6: names, values and layouts are the vendor's. */
#ifndef QPL_H__
#define QPL_H__

#include "qpl/c_api/defs.h"
#include "qpl/c_api/index_table.h"
#include "qpl/c_api/job.h"
#include "qpl/c_api/utility.h"
#include "qpl/c_api/version.h"

#endif
