-- Which files were read?
SELECT name, format, records, left(sha256, 8) AS sha256
FROM (
  SELECT unnest(inputs, max_depth := 2)
  FROM read_json(
    'manifest.json',
    columns = {inputs: 'STRUCT(name VARCHAR, format VARCHAR, records BIGINT, sha256 VARCHAR)[]'},
    maximum_object_size = 1000000000
  )
)
ORDER BY name
LIMIT 20
