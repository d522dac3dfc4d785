-- How probable are the links of each kind, in tenths?
SELECT relation, least(floor(score * 10), 9) / 10 AS from_score, count(*) AS links
FROM 'tables/links.parquet'
GROUP BY ALL
ORDER BY relation, from_score
