package org.longhaul.extension;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What an implementation of an extension point tells about itself; {@link Extension} reads it. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Provides {
    /** Public id, lower-kebab-case, unique within the extension point. */
    String id();

    /** One sentence: what it is. */
    String description();

    /** Citation: paper with equation or algorithm number, standard, or RFC; "definition" for what is elementary. */
    String source() default "definition";
}
