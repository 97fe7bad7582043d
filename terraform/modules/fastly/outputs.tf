output "service_id" {
  description = "FASTLY_SERVICE of the worker."
  value       = fastly_service_compute.edge.id
}

output "kv_store_id" {
  description = "FASTLY_KV_STORE of the worker."
  value       = fastly_kvstore.rulesets.id
}

output "secret_store_id" {
  description = "Where ruleset_mac is entered."
  value       = fastly_secretstore.secrets.id
}
