# The edge: one Compute service, the stores that it reads, and nothing that it could write.

# Rulesets, compiled rulesets and the table of SDK keys. The publisher writes them, never this module.
resource "fastly_kvstore" "rulesets" {
  name     = "${var.name}-rulesets"
  location = var.location

  lifecycle {
    prevent_destroy = true
  }
}

# Holds "ruleset_mac". Values are entered by hand or by the pipeline: none is ever in the state.
resource "fastly_secretstore" "secrets" {
  name = "${var.name}-secrets"

  lifecycle {
    prevent_destroy = true
  }
}

resource "fastly_configstore" "config" {
  name = "${var.name}-config"
}

resource "fastly_configstore_entries" "config" {
  store_id       = fastly_configstore.config.id
  manage_entries = true

  entries = merge(
    {
      check_mac      = "on"
      ruleset_ttl_ms = tostring(var.ruleset_ttl_seconds * 1000)
      key_ttl_ms     = tostring(var.key_ttl_seconds * 1000)
      timing         = var.shows_timing ? "on" : "off"
    },
    var.has_fanout ? {
      fanout     = "on"
      stream_url = "https://${var.domain}/stream"
    } : {},
  )
}

data "fastly_package_hash" "package" {
  filename = var.package_file
}

resource "fastly_service_compute" "edge" {
  name = var.name

  domain {
    name = var.domain
  }

  package {
    filename         = var.package_file
    source_code_hash = data.fastly_package_hash.package.hash
  }

  # The names are those that the module opens; the stores themselves are called after the service.
  resource_link {
    name        = "rulesets"
    resource_id = fastly_kvstore.rulesets.id
  }

  resource_link {
    name        = "config"
    resource_id = fastly_configstore.config.id
  }

  resource_link {
    name        = "secrets"
    resource_id = fastly_secretstore.secrets.id
  }

  # Fanout asks the service itself what a client may hear.
  dynamic "backend" {
    for_each = var.has_fanout ? [var.domain] : []

    content {
      name              = "self"
      address           = backend.value
      port              = 443
      use_ssl           = true
      ssl_check_cert    = true
      ssl_cert_hostname = backend.value
      ssl_sni_hostname  = backend.value
      override_host     = backend.value
    }
  }

  product_enablement {
    fanout = var.has_fanout
  }

  lifecycle {
    prevent_destroy = true
  }
}
