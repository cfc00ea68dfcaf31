package org.longhaul.wire.rendezvous;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears what happens at a rendezvous. Calls come from its threads, one after another. */
public interface RendezvousListener {
    /** Why a member that states these facts cannot be taken in, in words; null if it can. Asked before it is. */
    @Nullable
    String objection(int rank, String host, Map<String, String> facts);

    /** A member was taken in. */
    void joined(int rank, String host, Map<String, String> facts);

    /** A member tells something. */
    void told(int rank, String about, String text);

    /** A member is gone that had not taken leave. */
    void lost(LostMember lost);

    /** Somebody who knows the token was not taken in, or a connection was closed because of what it sent. */
    void refused(String why);
}
