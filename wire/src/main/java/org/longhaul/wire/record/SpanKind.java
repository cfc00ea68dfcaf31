package org.longhaul.wire.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a member did in a span of a step. */
public enum SpanKind {
    /** Forward and backward pass over a batch. */
    @JsonProperty("compute")
    COMPUTE,
    /** Passes beyond the batch. */
    @JsonProperty("pass")
    PASS,
    /** The local optimizer's update. */
    @JsonProperty("update")
    UPDATE,
    /** Factorizing matrices. */
    @JsonProperty("factorize")
    FACTORIZE,
    /** Writing to storage or reading from it. */
    @JsonProperty("store")
    STORE,
    /** Encoding before an exchange; afterwards decoding, the mean of what was received, copies. */
    @JsonProperty("code")
    CODE,
    /** An exchange, from the first thing that its member sends or waits for to the last that it receives. */
    @JsonProperty("exchange")
    EXCHANGE,
    /** Beginning an exchange that is awaited later. */
    @JsonProperty("begin")
    BEGIN,
    /** Waiting for an exchange that was begun earlier. */
    @JsonProperty("await")
    AWAIT,
    /** What came after the last event of the step: outer steps, copies. */
    @JsonProperty("rest")
    REST;

    /** Whether the member computed, rather than having to do with others. */
    public boolean isOwnWork() {
        return this != EXCHANGE && this != BEGIN && this != AWAIT;
    }
}
