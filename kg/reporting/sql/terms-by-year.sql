-- Which datasets, techniques, tasks and metrics are spread least evenly over the years?
WITH years AS (
  SELECT year, count(*) AS papers FROM 'tables/papers.parquet' WHERE year IS NOT NULL GROUP BY year
), numbered AS ( -- a period is a year, or several of few papers: twelve at most, of about ten papers at least
  SELECT year, papers,
    (sum(papers) OVER (ORDER BY year) - papers) * least(12, greatest(1, sum(papers) OVER () // 10)) // sum(papers) OVER ()
    AS period
  FROM years
), periods AS (
  SELECT period, min(year) AS first_year, max(year) AS last_year, sum(papers) AS of_papers FROM numbered GROUP BY period
), named AS (
  SELECT DISTINCT paper_id, entity_id, period
  FROM 'tables/links.parquet' JOIN 'tables/papers.parquet' USING (paper_id) JOIN numbered USING (year)
), totals AS (
  SELECT entity_id, kind, label, count(*) AS total, avg(period) AS middle
  FROM named JOIN 'tables/entities.parquet' USING (entity_id)
  WHERE kind IN ('dataset', 'technique', 'task', 'metric')
  GROUP BY ALL HAVING count(*) > 1
), counts AS (
  SELECT totals.*, periods.*, count(named.paper_id) AS papers
  FROM totals CROSS JOIN periods LEFT JOIN named USING (entity_id, period)
  GROUP BY ALL
), chosen AS ( -- how many papers would have to be of other years for the same share in each
  SELECT entity_id FROM counts
  GROUP BY entity_id
  ORDER BY sum(abs(papers * (SELECT sum(of_papers) FROM periods) - total * of_papers)) DESC, entity_id
  LIMIT 16
)
SELECT label, kind, first_year, last_year, papers, of_papers::BIGINT AS of_papers
FROM counts SEMI JOIN chosen USING (entity_id)
ORDER BY middle, entity_id, period
