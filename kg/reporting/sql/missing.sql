-- What do the papers lack?
SELECT
  count(*) FILTER (abstract = '') AS "no abstract",
  count(*) FILTER (year IS NULL) AS "no year",
  count(*) FILTER (venue = '') AS "no venue",
  count(*) FILTER (len(authors) = 0) AS "no authors",
  count(*) FILTER (paper_id NOT IN (SELECT paper_id FROM 'tables/links.parquet')) AS "no link",
  count(*) FILTER (
    paper_id NOT IN (SELECT unnest([paper_a, paper_b]) FROM 'tables/related.parquet')
  ) AS "no related paper"
FROM 'tables/papers.parquet'
