variable "project" {
  description = "Id of the project that holds the secrets."
  type        = string
}

variable "kms_key" {
  description = "Resource name of the key that encrypts secrets, in a location that Secret Manager's automatic replication takes (global)."
  type        = string
}

variable "static_secrets" {
  description = "Secrets that people enter and processes read as files, by the accounts that may read them."
  type        = map(set(string))

  default = {
    "assay-static-fastly-token" = ["worker"]
    "assay-static-ruleset-mac"  = ["worker"]
    "assay-static-session-key"  = ["api"]
    "assay-static-internal"     = ["api", "worker"]
  }
}
