-- Where does every paper that is not alone stand on the map, and in which community?
SELECT community, x, y
FROM 'tables/papers.parquet'
QUALIFY count(*) OVER (PARTITION BY community) > 1
ORDER BY paper_id
