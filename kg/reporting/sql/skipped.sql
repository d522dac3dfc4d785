-- What was skipped, and why?
SELECT reason, count(*) AS records
FROM (
  SELECT unnest(skipped, max_depth := 2)
  FROM read_json('manifest.json', columns = {skipped: 'STRUCT(reason VARCHAR)[]'}, maximum_object_size = 1000000000)
)
GROUP BY reason
ORDER BY records DESC, reason
