package org.longhaul.scenario.file;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A section that may be written as a plain list as well, which is then the value of the named component. A single value
 * without brackets is refused, since it may mean a list of one or the section's first component; the refusal shows both.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ListForm {
    /** Name of the component that the plain list binds to; a list. */
    String value();
}
