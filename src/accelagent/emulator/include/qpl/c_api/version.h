#ifndef QPL_VERSION_H_
#define QPL_VERSION_H_

#ifdef __cplusplus
extern "C" {
#endif

const char *qpl_get_library_version(void);

#ifdef __cplusplus
}
#endif

#endif
