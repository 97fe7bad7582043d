# Secrets in Google Secret Manager: empty ones that people fill, and the right of the two processes to theirs.

locals {
  accounts = toset(["api", "worker"])

  # One row per secret and reader.
  readers = merge([
    for secret, accounts in var.static_secrets : {
      for account in accounts : "${secret}/${account}" => { secret = secret, account = account }
    }
  ]...)
}

resource "google_project_service" "secret_manager" {
  project            = var.project
  service            = "secretmanager.googleapis.com"
  disable_on_destroy = false
}

# No keys: processes get these by workload identity.
resource "google_service_account" "process" {
  for_each     = local.accounts
  project      = var.project
  account_id   = "assay-${each.key}"
  display_name = "Assay ${each.key}"
}

resource "google_secret_manager_secret" "static" {
  for_each  = var.static_secrets
  project   = var.project
  secret_id = each.key

  labels = {
    managed-by = "assay-terraform"
  }

  replication {
    auto {
      customer_managed_encryption {
        kms_key_name = var.kms_key
      }
    }
  }

  lifecycle {
    prevent_destroy = true
  }

  depends_on = [google_project_service.secret_manager]
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = local.readers
  project   = var.project
  secret_id = google_secret_manager_secret.static[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${google_service_account.process[each.value.account].email}"
}

# Credentials of warehouses and signing keys are made while the product runs. The api adds and destroys versions and
# reads none; the worker reads.
resource "google_project_iam_custom_role" "writer" {
  project = var.project
  role_id = "assaySecretWriter"
  title   = "Assay: write secrets"

  permissions = [
    "secretmanager.secrets.create",
    "secretmanager.versions.add",
    "secretmanager.versions.destroy",
    "secretmanager.versions.list",
  ]
}

resource "google_project_iam_member" "writer" {
  for_each = local.accounts
  project  = var.project
  role     = google_project_iam_custom_role.writer.id
  member   = "serviceAccount:${google_service_account.process[each.key].email}"
}

resource "google_project_iam_member" "reader" {
  project = var.project
  role    = "roles/secretmanager.secretAccessor"
  member  = "serviceAccount:${google_service_account.process["worker"].email}"

  condition {
    title      = "assay"
    expression = "resource.name.extract('/secrets/{name}/').startsWith('assay-') && !resource.name.extract('/secrets/{name}/').startsWith('assay-static-')"
  }
}
