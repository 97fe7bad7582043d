DELETE FROM scratch.assay_kept_source_1 WHERE NOT ((assay_tranche >= 120500 AND assay_tranche < 120513) OR assay_tranche IN (220513, 420514))
