/** Commands of the studies, one class each; the program finds them as it finds the commands of users. */
@NullMarked
package org.longhaul.study.command;

import org.jspecify.annotations.NullMarked;
