#include <cjson/cJSON.h>
#include <stdlib.h>

/* body of POST /v2/policies */
struct policy *policy_from_body(const char *body, size_t len)
{
  // degrades: deserialize
  cJSON *root = cJSON_ParseWithLength(body, len);
  struct policy *p = NULL;

  if (cJSON_IsObject(root)) {
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(root, "name");
    const cJSON *prio = cJSON_GetObjectItemCaseSensitive(root, "priority");
    if (cJSON_IsString(name) && cJSON_IsNumber(prio))
      p = policy_new(name->valuestring, prio->valueint);
  }
  cJSON_Delete(root);
  return p;
}
