package situations

// wrong are the situations in which the shipped rules tell people the wrong thing. A rule that mends one takes it from this
// list, and the test says so; nothing is ever added.
var wrong = []string{}
