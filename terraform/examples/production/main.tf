# An edge and its secrets. Tokens come from the environment: FASTLY_API_KEY, and Google's own credentials.

terraform {
  required_version = ">= 1.5"

  required_providers {
    fastly = {
      source  = "fastly/fastly"
      version = "~> 8.0"
    }
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

variable "project" {
  description = "Id of the Google Cloud project."
  type        = string
}

variable "kms_key" {
  description = "Resource name of the key that encrypts secrets."
  type        = string
}

variable "domain" {
  description = "Host name at which SDKs ask."
  type        = string
}

provider "google" {
  project = var.project
}

provider "fastly" {}

module "edge" {
  source       = "../../modules/fastly"
  name         = "assay-edge"
  domain       = var.domain
  package_file = "${path.root}/../../../edge/pkg/assay-edge.tar.gz"
}

module "secrets" {
  source  = "../../modules/google-secrets"
  project = var.project
  kms_key = var.kms_key
}

output "worker_settings" {
  description = "Settings of the worker, besides the two files."
  value = {
    FASTLY_SERVICE  = module.edge.service_id
    FASTLY_KV_STORE = module.edge.kv_store_id
  }
}

output "accounts" {
  description = "Service accounts of the processes."
  value       = module.secrets.accounts
}
