package org.longhaul.scenario.testing;

/** Where claims about a method's run begin: {@code assertThat(run.method("des-loc")).sendsAtMost("5 GB")}. */
public final class LonghaulAssertions {
    private LonghaulAssertions() {}

    /** Claims about what a method did. */
    public static MethodRunAssert assertThat(MethodRun run) {
        return new MethodRunAssert(run);
    }
}
