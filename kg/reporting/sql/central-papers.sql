-- Which papers of each community are related most strongly to others?
WITH sides AS (
  SELECT paper_a AS paper_id, weight FROM 'tables/related.parquet'
  UNION ALL
  SELECT paper_b, weight FROM 'tables/related.parquet'
), strength AS (
  SELECT paper_id, count(*) AS related, sum(weight::DECIMAL(18, 6))::DOUBLE AS weight FROM sides GROUP BY paper_id
)
SELECT community, title, year, coalesce(related, 0) AS related, coalesce(round(weight, 1), 0) AS weight
FROM 'tables/papers.parquet' LEFT JOIN strength USING (paper_id)
QUALIFY row_number() OVER (PARTITION BY community ORDER BY strength.weight DESC NULLS LAST, paper_id) <= 3
ORDER BY community, strength.weight DESC NULLS LAST, paper_id
