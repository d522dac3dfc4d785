-- On how many mentions do the links of each kind rest?
SELECT relation,
  count(*) FILTER (mention_count = 0) AS given,
  count(*) FILTER (mention_count = 1) AS one,
  count(*) FILTER (mention_count = 2) AS two,
  count(*) FILTER (mention_count > 2) AS more
FROM 'tables/links.parquet'
GROUP BY relation
ORDER BY count(*) DESC, relation
