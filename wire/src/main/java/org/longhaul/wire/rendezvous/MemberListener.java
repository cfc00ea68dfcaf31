package org.longhaul.wire.rendezvous;

/** Hears what a member is told without having asked. Orders and losses come from one thread, the end from any. */
public interface MemberListener {
    /** Who started the run tells something. */
    void ordered(String about, String text);

    /** Another member is lost. */
    void lost(LostMember lost);

    /** The rendezvous is gone, or wants no more of this member. Nothing follows. */
    void ended(String why);
}
