-- How many entities of each kind are there, how many of them join papers, and by how many links?
SELECT kind, entities, shared, links
FROM (
  SELECT kind, count(*) AS entities, count(*) FILTER (paper_count > 1) AS shared
  FROM 'tables/entities.parquet' GROUP BY kind
)
FULL JOIN (SELECT relation AS kind, count(*) AS links FROM 'tables/links.parquet' GROUP BY relation) USING (kind)
ORDER BY links DESC, kind
