vcl 4.1;

# Varnish in front of tvdbproxy: a cache that everybody shares, and that forgets what it is told
# to. It speaks no TLS: Caddy (../caddy/Caddyfile) or another one stands in front of it.
# Change the address and who may purge; docs/cdn.md says what to set on the other side.

import std;

backend tvdbproxy {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 3s;
    .first_byte_timeout = 60s;
}

# The workers of tvdbproxy, which send PURGE when a picture has changed.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # Varnish has added the sender's address itself. A second one means that somebody stands
        # between, who may have let a stranger through.
        if (client.ip !~ purgers || req.http.X-Forwarded-For ~ ",") {
            return (synth(403, "Not you"));
        }
        if (req.url ~ "^/[A-Za-z0-9/_.~-]*\*$") {
            std.ban("obj.http.X-Path ~ ^" + regsub(req.url, "\*$", ""));
            return (synth(200, "Forgotten"));
        }
        return (purge);
    }

    # Appended, as every proxy does: TRUSTED_PROXIES counts from the right.
    if (req.http.X-Forwarded-Proto) {
        set req.http.X-Forwarded-Proto = req.http.X-Forwarded-Proto + ", http";
    } else {
        set req.http.X-Forwarded-Proto = "http";
    }
    if (req.http.X-Forwarded-Host) {
        set req.http.X-Forwarded-Host = req.http.X-Forwarded-Host + ", " + req.http.Host;
    } else {
        set req.http.X-Forwarded-Host = req.http.Host;
    }

    if ((req.method != "GET" && req.method != "HEAD") || req.http.Authorization
        || req.http.X-API-Key) {
        return (pass);
    }
    # Sized pictures. Of the question only the revision counts.
    if (req.url ~ "^/(api/v1/)?images/(series|movies?|episodes?|seasons?|person|people)/") {
        if (req.url ~ "[?&]v=[0-9a-f]{1,64}(&|$)") {
            set req.url = regsub(req.url, "\?.*", "")
                + regsub(req.url, "^[^?]*\?(.*&)?v=([0-9a-f]{1,64})(&.*)?$", "?v=\2");
        } else {
            set req.url = regsub(req.url, "\?.*", "");
        }
        call kept;
    }
    # The artwork host's own files.
    if (req.url ~ "^/banners/") {
        set req.url = regsub(req.url, "\?.*", "");
        call kept;
    }
    # Pictures of applications, and signed transforms.
    if (req.url ~ "^/(api/images|serve)/[0-9a-f-]+(\?|$)" || req.url ~ "^/imgproxy/") {
        call kept;
    }
    return (pass);
}

# Browsers write Accept in hundreds of ways; of a picture there are three. The service is asked
# in the words of the class, and the answer's Vary is about these.
sub kept {
    unset req.http.Cookie;
    set req.http.X-Webp = "no";
    if (req.http.Accept ~ "(?i)(^|,)\s*image/webp\s*(;|,|$)") {
        if (req.http.Accept !~ "(?i)(^|,)\s*image/webp\s*;[^,]*q\s*=\s*0(\.0*)?\s*(;|,|$)") {
            set req.http.X-Webp = "yes";
        }
    } elsif (req.http.Accept ~ "(?i)(^|,)\s*image/\*\s*(;|,|$)") {
        if (req.http.Accept !~ "(?i)(^|,)\s*image/\*\s*;[^,]*q\s*=\s*0(\.0*)?\s*(;|,|$)") {
            set req.http.X-Webp = "yes";
        }
    } elsif (req.http.Accept ~ "(^|,)\s*\*/\*\s*(;|,|$)") {
        if (req.http.Accept !~ "(?i)(^|,)\s*\*/\*\s*;[^,]*q\s*=\s*0(\.0*)?\s*(;|,|$)") {
            set req.http.X-Webp = "yes";
        }
    } elsif (!req.http.Accept || req.http.Accept ~ "^\s*$") {
        set req.http.X-Webp = "yes";
    }
    if (req.http.X-Webp == "no") {
        set req.http.Accept = "image/jpeg,image/png";
    } elsif (req.http.Accept ~ "(?i)(^|,)\s*image/avif\s*(;|,|$)"
             && req.http.Accept !~ "(?i)(^|,)\s*image/avif\s*;[^,]*q\s*=\s*0(\.0*)?\s*(;|,|$)") {
        set req.http.Accept = "image/avif,image/webp";
    } else {
        set req.http.Accept = "image/webp";
    }
    unset req.http.X-Webp;
    return (hash);
}

# By the address alone: PURGE need not know under which of our names it is kept.
sub vcl_hash {
    hash_data(req.url);
    return (lookup);
}

sub vcl_backend_response {
    set beresp.http.X-Path = bereq.url;     # bans look at it
    # A failure in the background, while something older is shown, is none.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    # How long what is stale is shown when the service is away; and how long it is kept to ask
    # whether it is still it.
    if (beresp.ttl > 0s) {
        if (beresp.grace < 1d) {
            set beresp.grace = 1d;
        }
        set beresp.keep = 7d;
    }
}

sub vcl_hit {
    set req.http.X-Cache-Status = "HIT";
    if (obj.ttl <= 0s) {
        set req.http.X-Cache-Status = "STALE";
    }
}

sub vcl_miss {
    set req.http.X-Cache-Status = "MISS";
}

sub vcl_pass {
    set req.http.X-Cache-Status = "BYPASS";
}

sub vcl_deliver {
    set resp.http.X-Cache-Status = req.http.X-Cache-Status;
    unset resp.http.X-Path;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
}
