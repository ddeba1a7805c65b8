// A CloudFront Function (cloudfront-js-2.0) for "viewer request": browsers write Accept in
// hundreds of ways, and of a picture there are three. With it the header can be in the cache key.
// Of the question only the revision is left.

function handler(event) {
    var request = event.request;
    var given = request.headers.accept ? request.headers.accept.value : '';
    var weights = weightsOf(given);
    var webp = !given.trim() || firstOf(weights, ['image/webp', 'image/*', '*/*']) > 0;
    var accepts = 'image/jpeg,image/png';
    if (webp) {
        accepts = weights['image/avif'] > 0 ? 'image/avif,image/webp' : 'image/webp';
    }
    request.headers.accept = { value: accepts };
    var revision = request.querystring.v;
    var isOne = revision && !revision.multiValue && /^[0-9a-f]{1,64}$/.test(revision.value);
    if (/^\/(api\/v1\/)?images\//.test(request.uri)) {
        request.querystring = isOne ? { v: { value: revision.value } } : {};
    }
    return request;
}

function weightsOf(accept) {
    var weights = {};
    accept.toLowerCase().split(',').forEach(function (part) {
        var pieces = part.split(';').map(function (piece) { return piece.trim(); });
        var quality = 1;
        pieces.slice(1).forEach(function (piece) {
            var found = /^q\s*=\s*([01](\.[0-9]*)?)$/.exec(piece);
            if (found) {
                quality = Math.min(Number(found[1]), 1);
            }
        });
        weights[pieces[0]] = Math.max(weights[pieces[0]] || 0, quality);
    });
    return weights;
}

function firstOf(weights, names) {
    for (var i = 0; i < names.length; i++) {
        if (weights[names[i]] !== undefined) {
            return weights[names[i]];
        }
    }
    return 0;
}
