-- Why were names taken for an entity with another label, or left apart?
SELECT reason, count(*) AS names, count(DISTINCT entity_id) AS entities
FROM 'tables/merges.parquet'
GROUP BY reason
ORDER BY names DESC, reason
