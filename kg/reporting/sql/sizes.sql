-- How big is the graph?
SELECT
  (SELECT count(*) FROM 'tables/papers.parquet') AS papers,
  (SELECT count(*) FROM 'tables/entities.parquet') AS entities,
  (SELECT count(*) FROM 'tables/entities.parquet' WHERE paper_count > 1) AS shared,
  (SELECT count(*) FROM 'tables/links.parquet') AS links,
  (SELECT count(*) FROM 'tables/mentions.parquet') AS mentions,
  (SELECT count(*) FROM 'tables/related.parquet') AS related,
  (SELECT count(DISTINCT community) FROM 'tables/papers.parquet') AS communities,
  (SELECT min(year) FROM 'tables/papers.parquet') AS first_year,
  (SELECT max(year) FROM 'tables/papers.parquet') AS last_year
