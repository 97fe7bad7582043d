variable "name" {
  description = "Name of the service; the stores are named after it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,40}$", var.name))
    error_message = "Use lower-case letters, digits and dashes."
  }
}

variable "domain" {
  description = "Host name at which SDKs ask, such as flags.example.com."
  type        = string
}

variable "package_file" {
  description = "The packed module: edge/pkg/assay-edge.tar.gz after npm run build in edge/."
  type        = string
}

variable "location" {
  description = "Where the KV store keeps its data."
  type        = string
  default     = "EU"

  validation {
    condition     = contains(["US", "EU", "ASIA", "AUS"], var.location)
    error_message = "Choose US, EU, ASIA or AUS."
  }
}

variable "has_fanout" {
  description = "Hold event streams open at the edge. The product must be bought for the account."
  type        = bool
  default     = false
}

variable "ruleset_ttl_seconds" {
  description = "For how long a sandbox uses a ruleset before it asks the store again."
  type        = number
  default     = 5
}

variable "key_ttl_seconds" {
  description = "For how long a sandbox remembers what an SDK key opens: a revoked key works no longer than this."
  type        = number
  default     = 60
}

variable "shows_timing" {
  description = "Tell the processor time of each request in Server-Timing."
  type        = bool
  default     = false
}
