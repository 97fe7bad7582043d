output "accounts" {
  description = "E-mail addresses of the service accounts, by process."
  value       = { for name, account in google_service_account.process : name => account.email }
}

output "static_secrets" {
  description = "Resource names of the secrets that people fill, by their ids."
  value       = { for id, secret in google_secret_manager_secret.static : id => secret.name }
}
