package org.longhaul.study.serve;

/** A request that is not answered, with the status and the reason that its sender is told. */
final class RequestRefused extends RuntimeException {
    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int SUPERSEDED = 409;
    static final int TOO_LARGE = 413;
    static final int WRONG_TYPE = 415;
    static final int MISDIRECTED = 421;
    static final int UNPROCESSABLE = 422;
    static final int BUSY = 503;

    private static final long serialVersionUID = 1L;

    private final int status;

    RequestRefused(int status, String reason) {
        super(reason);
        this.status = status;
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
