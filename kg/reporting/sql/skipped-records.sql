-- Which records were skipped that are no page furniture?
SELECT source, line, what, reason
FROM (
  SELECT unnest(skipped, max_depth := 2)
  FROM read_json(
    'manifest.json',
    columns = {skipped: 'STRUCT(source VARCHAR, line BIGINT, what VARCHAR, reason VARCHAR)[]'},
    maximum_object_size = 1000000000
  )
)
WHERE reason <> 'page furniture'
ORDER BY source, line, what
LIMIT 10
