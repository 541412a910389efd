"""What is asked to a drafted answer, each sentence with the rows and passages it stands on."""
